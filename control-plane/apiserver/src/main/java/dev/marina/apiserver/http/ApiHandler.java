package dev.marina.apiserver.http;

/// Answers a request. Blocking; runs on a virtual thread of the request's own.
@FunctionalInterface
public interface ApiHandler {
    ApiResponse handle(ApiRequest request);
}
