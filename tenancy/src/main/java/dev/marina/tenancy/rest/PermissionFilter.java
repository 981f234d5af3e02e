package dev.marina.tenancy.rest;

import dev.marina.tenancy.tenant.Permission;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;

/// Lets a request on only where the caller has what it [Needs].
@Needs(Permission.TENANT_READ)
@Priority(Priorities.AUTHORIZATION)
@ApplicationScoped
public class PermissionFilter implements ContainerRequestFilter {

    @Context
    private ResourceInfo resource;

    @Inject
    private Caller caller;

    @Override
    public void filter(ContainerRequestContext context) {
        Needs needs = resource.getResourceMethod().getAnnotation(Needs.class);
        caller.enter(context.getUriInfo().getPathParameters().getFirst("tenant"), needs.value());
    }
}
