/// Labs that a cluster's own people bring: [dev.marina.labs.source.ClusterLabs].
package dev.marina.labs.source;
