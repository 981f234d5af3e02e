/// Requests that are passed on into a cluster: to pods, Services and aggregated API servers, over connections of
/// [dev.marina.apiserver.dial]. Whoever answers there belongs to the tenant and is trusted with nothing: what it sends is bounded,
/// and taken apart before anything of it reaches the client.
package dev.marina.apiserver.proxy;
