package dev.marina.apiserver.filter;

import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import java.util.List;

/// Decides one thing about a request: answers it or passes it on.
@FunctionalInterface
public interface Filter {

    ApiResponse filter(ApiRequest request, ApiHandler next);

    /// The first filter of the list runs first.
    static ApiHandler chain(List<Filter> filters, ApiHandler last) {
        ApiHandler handler = last;
        for (Filter filter : filters.reversed()) {
            ApiHandler next = handler;
            handler = request -> filter.filter(request, next);
        }
        return handler;
    }
}
