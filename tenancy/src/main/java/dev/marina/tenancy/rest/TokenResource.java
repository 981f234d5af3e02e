package dev.marina.tenancy.rest;

import dev.marina.tenancy.identity.PasswordGrant;
import dev.marina.tenancy.signup.SignupRules;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

@RequestScoped
@Path("v1/token")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TokenResource {

    @Inject
    private PasswordGrant grant;

    @POST
    @Limited(RequestLimits.Kind.LOG_IN)
    public Response token(String body) {
        RequestFields fields = RequestFields.parse(body, "email", "password");
        String email = fields.text("email");
        String password = fields.text("password");
        fields.done();
        PasswordGrant.Token token = grant.exchange(SignupRules.normal(email), password);
        return Response.ok(Json.createObjectBuilder().add("access_token", token.accessToken()).add("token_type", "Bearer")
                .add("expires_in", token.expiresInSeconds()).build().toString()).header("Cache-Control", "no-store").build();
    }
}
