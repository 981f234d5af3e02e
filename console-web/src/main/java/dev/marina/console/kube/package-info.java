/// The only package that opens connections to clusters; what is seen there, as data.
package dev.marina.console.kube;
