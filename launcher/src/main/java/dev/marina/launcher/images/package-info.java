/// Container images that are made here, for places where no registry is reachable, and kept by the hash of their recipe: those that every
/// installation needs. The examples add theirs.
package dev.marina.launcher.images;
