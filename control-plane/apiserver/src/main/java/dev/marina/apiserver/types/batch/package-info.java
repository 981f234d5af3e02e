/// Types of batch/v1, one file each.
package dev.marina.apiserver.types.batch;
