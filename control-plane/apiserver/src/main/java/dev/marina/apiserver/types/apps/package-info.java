/// Types of apps/v1, one file each.
package dev.marina.apiserver.types.apps;
