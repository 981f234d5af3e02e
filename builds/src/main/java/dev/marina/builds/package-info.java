/// The program that runs in a build's pod: fetches a source, finds out what it is, lays its files upon a base image and pushes the result. It runs
/// nothing of what it is given and needs no privilege: an image is a list of archives and a description, and both can be written as files.
///
/// Whatever a source contains can harm its own pod only; what that may take is the pod's limits. It gets its orders by the environment ([BuildOrder]).
package dev.marina.builds;
