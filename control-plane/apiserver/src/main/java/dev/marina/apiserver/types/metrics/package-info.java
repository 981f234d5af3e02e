/// Types of `metrics.k8s.io`: what nodes and pods use, as metrics-server shows it.
package dev.marina.apiserver.types.metrics;
