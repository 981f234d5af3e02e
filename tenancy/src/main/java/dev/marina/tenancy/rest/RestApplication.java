package dev.marina.tenancy.rest;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.auth.LoginConfig;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.servers.Server;

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
@OpenAPIDefinition(
        info = @Info(title = "Marina", version = "v1", description = "Tenants, members, quotas and clusters. Errors are problem details (RFC 9457)."),
        servers = @Server(url = "/api"), security = @SecurityRequirement(name = "bearer"),
        components = @Components(responses = @APIResponse(name = "Problem", description = "Refused",
                content = @Content(mediaType = ProblemMapper.MEDIA_TYPE, schema = @Schema(implementation = ProblemDetails.class)))))
@SecurityScheme(securitySchemeName = "bearer", type = SecuritySchemeType.HTTP, scheme = "bearer")
@SecurityScheme(securitySchemeName = "operator", type = SecuritySchemeType.APIKEY, in = SecuritySchemeIn.HEADER, apiKeyName = OperatorFilter.HEADER)
public class RestApplication extends Application {

    static final Set<Class<?>> RESOURCES = Set.of(SignupResource.class, TokenResource.class, TenantsResource.class, ClustersResource.class,
            NodePoolsResource.class, ClusterAuditResource.class, ClusterHistoryResource.class, ClusterNetworkResource.class, BackupsResource.class,
            BackupScheduleResource.class, RestoresResource.class,
            MembersResource.class, InvitationsResource.class, AcceptanceResource.class, PasswordResource.class, AuditResource.class, QuotaResource.class,
            ApiTokensResource.class, UsageResource.class, BudgetResource.class, ImagesResource.class, RegistryTokenResource.class, AccountResource.class,
            OperatorResource.class,
            PlansResource.class, ClassesResource.class, ClassStandingResource.class, ClassGradesResource.class, JoinedClassesResource.class, LabsResource.class,
            ExamsResource.class, ClassExamsResource.class, ClassSourcesResource.class, ExamResultsResource.class, JoinedExamsResource.class,
            ClassHelpResource.class, JoinedHelpResource.class,
            HealthResource.class, OpenApiResource.class);

    private static final Set<Class<?>> PROVIDERS = Set.of(BodyLimit.class, RateFilter.class, PermissionFilter.class, OperatorFilter.class, AuditFilter.class,
            IdempotencyFilter.class,
            RequestReader.class, AnswerWriter.class, CsvWriter.class, JsonLinesWriter.class, ProblemMapper.class, ViolationMapper.class, UnexpectedMapper.class,
            WebMapper.class);

    @Override
    public Set<Class<?>> getClasses() {
        return Stream.of(RESOURCES, PROVIDERS).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
    }
}
