/// The type of `apiregistration.k8s.io`: who serves which group and version.
package dev.marina.apiserver.types.apiregistration;
