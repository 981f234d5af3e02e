/// The page of one pod.
package dev.marina.console.pod;
