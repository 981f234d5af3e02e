/// Container images for places where no registry is reachable: built from Debian packages, and kept by the hash of their recipe.
package dev.marina.launcher.images;
