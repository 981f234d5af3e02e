package dev.marina.tenancy.rest;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;

/// Counts what is [Limited]: by the person, or by the network that it comes from where nobody is known.
@Limited(RequestLimits.Kind.SIGN_UP)
@Priority(Priorities.AUTHENTICATION)
@ApplicationScoped
public class RateFilter implements ContainerRequestFilter {

    @Context
    private ResourceInfo resource;

    @Context
    private HttpServletRequest request;

    @Inject
    private RequestLimits limits;

    @Inject
    private Sender sender;

    @Inject
    private Caller caller;

    @Override
    public void filter(ContainerRequestContext context) {
        Limited limited = resource.getResourceMethod().getAnnotation(Limited.class);
        limits.take(limited.value(), caller.subject().orElseGet(() -> sender.network(request)));
    }
}
