/// The one process that stays: parent of every other, which it restarts, and which survive it.
package dev.marina.launcher.supervisor;
