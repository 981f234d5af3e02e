/// Types of learn.marina.dev/v1: labs and what learners make of them, one file each.
package dev.marina.apiserver.types.learn;
