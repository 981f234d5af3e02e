/// A persistent ordered map: the building block of images. Knows nothing of clusters.
package dev.marina.store.tree;
