/// What pods use, read from the kernel: their groups, their file systems, and where they have none of their own a bounded look at their files.
package dev.marina.agent.figures;
