/// Connections from the API server into clusters, for what it calls there on a request's behalf: proxied requests, admission
/// webhooks, aggregated APIs. They travel through the tunnel of the node's agent; the control plane dials no address.
package dev.marina.apiserver.dial;
