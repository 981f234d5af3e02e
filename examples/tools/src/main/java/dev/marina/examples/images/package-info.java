/// The examples' container images, built from Debian packages where no registry is reachable.
package dev.marina.examples.images;
