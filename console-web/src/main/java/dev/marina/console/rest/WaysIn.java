package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.login.Person;
import java.net.http.HttpRequest;
import java.util.Optional;

/// How people come to have an account, a tenant and a password.
public final class WaysIn {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RestCalls calls;

    public WaysIn(RestCalls calls) {
        this.calls = calls;
    }

    /// @param mode open, code or invite
    public record Policy(String mode, boolean mailProof, boolean sendsMail) {}

    public record SignedUp(String tenant, String email) {}

    public Policy policy() {
        JsonNode policy = RestCalls.json(calls.send(calls.request("/signup").GET()));
        return new Policy(policy.path("mode").asText(), policy.path("mailProof").asBoolean(), policy.path("sendsMail").asBoolean());
    }

    /// The link that proves the address, where the installation sends no mail.
    ///
    /// @param password only where the address is not proved
    public Optional<String> signUp(String tenant, String email, String code, Optional<String> password, String browser) {
        ObjectNode body = JSON.createObjectNode().put("tenant", tenant).put("email", email);
        if (!code.isEmpty()) {
            body.put("code", code);
        }
        password.ifPresent(chosen -> body.put("password", chosen));
        return RestCalls.link(post(browser, "/signup", body));
    }

    /// @param tenant in place of the one asked for
    public SignedUp confirm(String token, String password, Optional<String> tenant, String browser) {
        ObjectNode body = JSON.createObjectNode().put("token", token).put("password", password);
        tenant.ifPresent(other -> body.put("tenant", other));
        JsonNode made = RestCalls.json(post(browser, "/signup/confirm", body));
        return new SignedUp(made.path("tenant").asText(), made.path("owner").asText());
    }

    /// Accepts an invitation as a person.
    public SignedUp accept(Person person, String token) {
        return accepted(calls.send(
                calls.as(person, "/invitations/accept").POST(HttpRequest.BodyPublishers.ofString(JSON.createObjectNode().put("token", token).toString()))));
    }

    /// Accepts an invitation with a new account.
    public SignedUp accept(String token, String password, String browser) {
        return accepted(post(browser, "/invitations/accept", JSON.createObjectNode().put("token", token).put("password", password)));
    }

    private static SignedUp accepted(String answer) {
        JsonNode accepted = RestCalls.json(answer);
        return new SignedUp(accepted.path("tenant").asText(), accepted.path("email").asText());
    }

    public void askForPassword(String email, String browser) {
        post(browser, "/password-reset", JSON.createObjectNode().put("email", email));
    }

    public void replacePassword(String token, String password, String browser) {
        post(browser, "/password-reset/confirm", JSON.createObjectNode().put("token", token).put("password", password));
    }

    private String post(String browser, String path, ObjectNode body) {
        return calls.send(calls.of(browser, path).POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }
}
