package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.settings.Settings;
import dev.marina.tenancy.signup.Signup;
import dev.marina.tenancy.signup.SignupRate;
import dev.marina.tenancy.signup.SignupResult;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

@RequestScoped
@Path("v1/signup")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SignupResource {

    @Inject
    private Signup signup;

    @Inject
    private SignupRate rate;

    @Inject
    private Settings settings;

    @Context
    private HttpServletRequest request;

    @POST
    public Response signUp(String body) {
        rate.take(address()).ifPresent(wait -> {
            throw new ProblemException(new Problem.TooManyRequests(wait));
        });
        RequestFields fields = RequestFields.parse(body, "tenant", "email", "password");
        String tenant = fields.text("tenant");
        String email = fields.text("email");
        String password = fields.text("password");
        fields.done();
        SignupResult made = signup.signUp(tenant, email, password);
        String path = "/api/v1/tenants/" + made.tenant();
        return Response.created(URI.create(settings.consoleUrl() + path)).entity(Json.createObjectBuilder()
                .add("tenant", made.tenant()).add("owner", made.owner())
                .add("cluster", Json.createObjectBuilder().add("name", made.cluster()).add("phase", "Provisioning")
                        .add("endpoint", "%s/clusters/%s/%s".formatted(settings.apiUrl(), made.tenant(), made.cluster()))
                        .add("nodes", Json.createObjectBuilder().add("wanted", made.nodes()).add("total", 0).add("ready", 0))
                        .add("path", path + "/clusters/" + made.cluster()))
                .add("console", settings.consoleUrl()).build().toString()).build();
    }

    /// The console signs up in the name of a browser; it alone may say which, and proves itself by its secret.
    private String address() {
        String forwarded = request.getHeader("Marina-Forwarded-For");
        String secret = request.getHeader("Marina-Console-Secret");
        boolean console = forwarded != null && secret != null && MessageDigest.isEqual(
                secret.getBytes(StandardCharsets.UTF_8), settings.consoleSecret().getBytes(StandardCharsets.UTF_8));
        // The front says whom it speaks for and lets nobody else say so; without it the caller is at the other end.
        String fronted = request.getHeader("X-Forwarded-For");
        return console ? forwarded : fronted != null ? fronted : request.getRemoteAddr();
    }
}
