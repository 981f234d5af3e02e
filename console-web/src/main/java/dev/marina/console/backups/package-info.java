/// A cluster's backups: what there is, when they are made, and what is restored of them.
package dev.marina.console.backups;
