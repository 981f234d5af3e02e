/// Types of core/v1, one file each.
package dev.marina.apiserver.types.core;
