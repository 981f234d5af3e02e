/// All of an installation in a directory, and an installation out of it.
package dev.marina.launcher.recovery;
