/// Two worlds: the same manifests in two copies of the cluster with one difference, side by side on one clock.
///
/// The cluster lets both go on (`twoworlds` of `marina.dev/v1`). Here the question is put together ([dev.marina.console.worlds.Question]), from text
/// or from what is prepared ([dev.marina.console.worlds.Prepared]), and the answer ([dev.marina.console.worlds.Film]) is shown at any of its seconds:
/// as a picture, and as a table that says all that the picture shows.
package dev.marina.console.worlds;
