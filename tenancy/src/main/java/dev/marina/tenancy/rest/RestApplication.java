package dev.marina.tenancy.rest;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.eclipse.microprofile.auth.LoginConfig;

/// The REST API's classes, listed: a scan would also find the providers of the client library.
///
/// Application-scoped because the server's JWT mechanism injects the caller into it.
@ApplicationScoped
@ApplicationPath("/")
@LoginConfig(authMethod = "MP-JWT", realmName = "marina")
@DataSourceDefinition(name = "java:app/jdbc/marina", className = "org.postgresql.ds.PGSimpleDataSource",
        url = "${ENV=DB_URL}", user = "${ENV=DB_USER}", password = "${ENV=DB_PASSWORD}", properties = {
            // A connection is asked before it is used: those from before a restart of the database are dead.
            "fish.payara.is-connection-validation-required=true", "fish.payara.connection-validation-method=custom-validation",
            "fish.payara.validation-classname=org.glassfish.api.jdbc.validation.PostgresConnectionValidation",
            "fish.payara.fail-all-connections=true"})
public class RestApplication extends Application {

    static final Set<Class<?>> RESOURCES = Set.of(SignupResource.class, TokenResource.class, TenantsResource.class, ClustersResource.class,
            MembersResource.class, InvitationsResource.class, AcceptanceResource.class, PasswordResource.class, AuditResource.class, QuotaResource.class, PlansResource.class, HealthResource.class, OpenApiResource.class);

    @Override
    public Set<Class<?>> getClasses() {
        Set<Class<?>> classes = new java.util.HashSet<>(RESOURCES);
        classes.addAll(Set.of(BodyLimit.class, RateFilter.class, AuditFilter.class, IdempotencyFilter.class, ProblemMapper.class, UnexpectedMapper.class, WebMapper.class));
        return classes;
    }
}
