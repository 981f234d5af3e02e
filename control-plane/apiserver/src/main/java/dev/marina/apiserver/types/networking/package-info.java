/// Types of networking.k8s.io.
package dev.marina.apiserver.types.networking;
