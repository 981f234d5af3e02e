/// The types of `certificates.k8s.io`.
package dev.marina.apiserver.types.certificates;
