/// Discovery documents, from the registry alone: what is not in it is not listed.
/// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
package dev.marina.apiserver.discovery;
