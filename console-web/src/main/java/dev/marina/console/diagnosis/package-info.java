/// What is wrong in a cluster, whose fault it is, and what to do.
package dev.marina.console.diagnosis;
