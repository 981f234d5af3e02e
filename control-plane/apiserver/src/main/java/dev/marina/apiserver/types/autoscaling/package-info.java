/// Types of autoscaling/v1 and v2, one file each.
package dev.marina.apiserver.types.autoscaling;
