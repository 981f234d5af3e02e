package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.settings.Settings;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// Lets a request that is [OperatorOnly] on where it bears the operator's secret: the operator is nobody of the platform's people, and is
/// known also where these cannot log in.
@OperatorOnly
@Priority(Priorities.AUTHORIZATION)
@ApplicationScoped
public class OperatorFilter implements ContainerRequestFilter {

    static final String HEADER = "Marina-Operator-Secret";

    @Inject
    private Settings settings;

    @Override
    public void filter(ContainerRequestContext context) {
        String given = context.getHeaderString(HEADER);
        String secret = settings.operatorSecret();
        if (given == null || secret.isEmpty()
                || !MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
            throw new ProblemException(new Problem.Forbidden("This is the operator's; the header " + HEADER + " says who that is"));
        }
    }
}
