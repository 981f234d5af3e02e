/// The edge of the API server: connections, TLS, limits on one side; [ApiRequest] and [ApiResponse] as values on the other.
/// Vert.x is met here, in `tunnel` and nowhere else.
package dev.marina.apiserver.http;
