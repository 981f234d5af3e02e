/// The system users of an installation, what each of them may read and write, and how a process becomes one of them.
package dev.marina.launcher.account;
