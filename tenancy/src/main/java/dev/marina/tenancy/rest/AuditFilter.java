package dev.marina.tenancy.rest;

import dev.marina.tenancy.audit.Act;
import dev.marina.tenancy.audit.AuditTrail;
import dev.marina.tenancy.token.ApiToken;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives every request an id and records those that change something, or hand out a key.
@PreMatching
@ApplicationScoped
public class AuditFilter implements ContainerRequestFilter, ContainerResponseFilter {

    private static final Logger LOG = LoggerFactory.getLogger(AuditFilter.class);
    private static final String ID = "marina.request-id";
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    /// What its members did, and what the operator did with it.
    private static final Pattern OF_A_TENANT = Pattern.compile("/?v1/(?:operator/)?tenants/([^/]+)");

    @Inject
    private AuditTrail trail;

    @Inject
    private Caller caller;

    @Inject
    private Sender sender;

    @Inject
    private Concerned concerned;

    @Context
    private HttpServletRequest request;

    @Override
    public void filter(ContainerRequestContext context) {
        context.setProperty(ID, UUID.randomUUID());
    }

    @Override
    public void filter(ContainerRequestContext context, ContainerResponseContext answer) {
        UUID id = context.getProperty(ID) instanceof UUID given ? given : UUID.randomUUID();
        answer.getHeaders().putSingle("Marina-Request-Id", id.toString());
        String path = context.getUriInfo().getPath();
        if (READS.contains(context.getMethod()) && !path.endsWith("/kubeconfig")) {
            return;
        }
        try {
            Act act = new Act(0, Instant.now(), id, caller.subject(), caller.claimedEmail(), caller.apiToken().map(ApiToken::id), sender.address(request),
                    context.getMethod(), path, tenant(path), answer.getStatus());
            trail.add(act);
            concerned.tenant().ifPresent(other -> trail.add(act.in(other, concerned.what())));
        } catch (RuntimeException e) {
            // What was done is done: the answer stays, and the log has what the table should have.
            LOG.atError().addKeyValue("request", id).addKeyValue("method", context.getMethod()).addKeyValue("path", path)
                    .addKeyValue("status", answer.getStatus())
                    .setCause(e).log("act not recorded");
        }
    }

    static Optional<String> tenant(String path) {
        Matcher about = OF_A_TENANT.matcher(path);
        return about.lookingAt() ? Optional.of(about.group(1)) : Optional.empty();
    }
}
