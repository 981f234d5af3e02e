/// Several machines: what `join-token`, `join` and `remove-machine` do.
package dev.marina.launcher.join;
