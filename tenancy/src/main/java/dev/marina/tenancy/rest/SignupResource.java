package dev.marina.tenancy.rest;

import dev.marina.tenancy.mail.Mailer;
import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.settings.Settings;
import dev.marina.tenancy.signup.Registration;
import dev.marina.tenancy.signup.TenantCreation;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// Signing up: asked for, then confirmed with the token of the link that was sent.
@RequestScoped
@Path("v1/signup")
@Produces(MediaType.APPLICATION_JSON)
public class SignupResource {

    @Inject
    private Registration registration;

    @Inject
    private Mailer mailer;

    @Inject
    private Settings settings;

    /// What a form for it has to ask for.
    @GET
    public String policy() {
        return Json.createObjectBuilder().add("mode", registration.policy().mode().name().toLowerCase(Locale.ROOT))
                .add("mailProof", registration.policy().mailProof()).add("sendsMail", mailer.reachesPeople()).build().toString();
    }

    @POST
    @Limited(RequestLimits.Kind.SIGN_UP)
    @Consumes(MediaType.APPLICATION_JSON)
    public Response signUp(String body) {
        return registration.policy().mailProof() ? ask(body) : atOnce(body);
    }

    private Response ask(String body) {
        RequestFields fields = RequestFields.parse(body, "tenant", "email", "code");
        String tenant = fields.text("tenant");
        String email = fields.text("email");
        Optional<String> code = fields.optionalText("code");
        fields.done();
        Registration.Asked asked = registration.ask(tenant, email, code.orElse(""));
        JsonObjectBuilder json = Json.createObjectBuilder().add("email", asked.email()).add("expires", asked.expires().toString());
        asked.link().ifPresent(link -> json.add("link", link).add("why", "this installation sends no mail"));
        return Response.accepted(json.build().toString()).header("Cache-Control", "no-store").build();
    }

    private Response atOnce(String body) {
        RequestFields fields = RequestFields.parse(body, "tenant", "email", "password", "code");
        String tenant = fields.text("tenant");
        String email = fields.text("email");
        String password = fields.text("password");
        Optional<String> code = fields.optionalText("code");
        fields.done();
        return made(registration.signUp(tenant, email, password, code.orElse("")));
    }

    @POST
    @Path("confirm")
    @Limited(RequestLimits.Kind.SIGN_UP)
    @Consumes(MediaType.APPLICATION_JSON)
    public Response confirm(String body) {
        RequestFields fields = RequestFields.parse(body, "token", "password", "tenant");
        String token = fields.text("token");
        String password = fields.text("password");
        Optional<String> tenant = fields.optionalText("tenant");
        fields.done();
        return made(registration.confirm(new ProofToken(token), password, tenant));
    }

    private Response made(Registration.Made made) {
        String path = "/api/v1/tenants/" + made.tenant();
        return Response.created(URI.create(settings.consoleUrl() + path)).entity(Json.createObjectBuilder()
                .add("tenant", made.tenant()).add("owner", made.email()).add("state", made.complete() ? "Complete" : "Running")
                .add("cluster", Json.createObjectBuilder().add("name", TenantCreation.FIRST_CLUSTER).add("phase", "Provisioning")
                        .add("endpoint", "%s/clusters/%s/%s".formatted(settings.apiUrl(), made.tenant(), TenantCreation.FIRST_CLUSTER))
                        .add("nodes", Json.createObjectBuilder().add("wanted", TenantCreation.FIRST_NODES).add("total", 0).add("ready", 0))
                        .add("path", path + "/clusters/" + TenantCreation.FIRST_CLUSTER))
                .add("console", settings.consoleUrl()).build().toString()).build();
    }
}
