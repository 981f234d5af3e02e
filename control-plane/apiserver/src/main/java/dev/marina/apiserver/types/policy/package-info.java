/// Types of policy/v1, one file each.
package dev.marina.apiserver.types.policy;
