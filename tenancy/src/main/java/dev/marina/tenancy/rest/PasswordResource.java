package dev.marina.tenancy.rest;

import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.signup.PasswordReset;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// A forgotten password. The answer is the same whether there is such an account or not.
@RequestScoped
@Path("v1/password-reset")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PasswordResource {

    @Inject
    private PasswordReset reset;

    @POST
    @Limited(RequestLimits.Kind.SIGN_UP)
    public Response ask(String body) {
        RequestFields fields = RequestFields.parse(body, "email");
        String email = fields.text("email");
        fields.done();
        reset.ask(email);
        return Response.accepted().build();
    }

    @POST
    @Path("confirm")
    @Limited(RequestLimits.Kind.SIGN_UP)
    public Response confirm(String body) {
        RequestFields fields = RequestFields.parse(body, "token", "password");
        String token = fields.text("token");
        String password = fields.text("password");
        fields.done();
        reset.confirm(new ProofToken(token), password);
        return Response.noContent().build();
    }
}
