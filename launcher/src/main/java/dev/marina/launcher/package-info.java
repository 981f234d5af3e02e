/// The JVM behind `./marina`: the commands that people type.
///
/// `instance` knows where an installation lies and what it was told; `component` lists what runs; `supervisor` keeps it running;
/// `build` makes what is missing; `process` is the only package that talks to the kernel.
package dev.marina.launcher;
