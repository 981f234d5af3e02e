/// A control plane inside the test's JVM.
package dev.marina.testing;
