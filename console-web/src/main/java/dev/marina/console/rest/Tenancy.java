package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.login.Person;
import dev.marina.console.rest.RestCalls.Answer;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What the REST API does with tenants and with the account, called as the person who is logged in.
public final class Tenancy {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RestCalls calls;

    public Tenancy(RestCalls calls) {
        this.calls = calls;
    }

    /// What was in clusters earlier.
    public History history() {
        return new History(calls);
    }

    public ClassExams exams() {
        return new ClassExams(calls);
    }

    public Classes classes() {
        return new Classes(calls);
    }

    public ClassSources classSources() {
        return new ClassSources(calls);
    }

    public ClassHelp help() {
        return new ClassHelp(calls);
    }

    public Backups backups() {
        return new Backups(calls);
    }

    public UsageApi usage() {
        return new UsageApi(calls);
    }

    public ClusterNetworks networks() {
        return new ClusterNetworks(calls);
    }

    public NodePools nodePools() {
        return new NodePools(calls);
    }

    public List<TenantRole> tenants(Person person) {
        return items(person, "/tenants", one -> new TenantRole(one.path("name").asText(), one.path("role").asText(), one.path("state").asText("Ready"),
                time(one, "expires")));
    }

    /// @param code empty where none is asked for
    public void createTenant(Person person, String name, String code) {
        ObjectNode body = JSON.createObjectNode().put("name", name);
        if (!code.isEmpty()) {
            body.put("code", code);
        }
        send(as(person, "/tenants").POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private static Optional<Instant> time(JsonNode tenant, String field) {
        return tenant.hasNonNull(field) ? Optional.of(Instant.parse(tenant.path(field).asText())) : Optional.empty();
    }

    public TenantSeen tenant(Person person, String tenant) {
        Answer answer = calls.answer(as(person, path(tenant)).GET());
        JsonNode seen = RestCalls.json(answer.body());
        return new TenantSeen(tenant, seen.path("role").asText(), seen.path("state").asText(), time(seen, "expires"), time(seen, "deletion"), answer.tag());
    }

    /// @param suspended or resumed, where the tenant still is as it was seen
    public void suspend(Person person, TenantSeen seen, boolean suspended) {
        String body = JSON.createObjectNode().put("suspended", suspended).toString();
        send(as(person, path(seen.tenant())).header("If-Match", seen.tag()).method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    /// Where the tenant still is as it was seen.
    public void deleteTenant(Person person, TenantSeen seen) {
        send(as(person, path(seen.tenant())).header("If-Match", seen.tag()).DELETE());
    }

    /// Of the person's own account.
    public void changePassword(Person person, String present, String chosen) {
        String body = JSON.createObjectNode().put("presentPassword", present).put("password", chosen).toString();
        send(as(person, "/account/password").PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String path(String tenant) {
        return "/tenants/" + RestCalls.encoded(tenant);
    }

    public List<ClusterCard> clusters(Person person, String tenant) {
        return items(person, "/tenants/%s/clusters".formatted(RestCalls.encoded(tenant)), one -> ClusterCard.of(tenant, one));
    }

    public List<QuotaLine> quota(Person person, String tenant) {
        return QuotaLine.of(RestCalls.json(send(as(person, "/tenants/%s/quota".formatted(RestCalls.encoded(tenant))).GET())));
    }

    public void createCluster(Person person, String tenant, String name, int nodes) {
        ObjectNode body = JSON.createObjectNode().put("name", name).put("nodes", nodes);
        send(as(person, "/tenants/%s/clusters".formatted(RestCalls.encoded(tenant))).POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    public void deleteCluster(Person person, String tenant, String name) {
        send(as(person, "/tenants/%s/clusters/%s".formatted(RestCalls.encoded(tenant), RestCalls.encoded(name))).DELETE());
    }

    public String kubeconfig(Person person, String tenant, String cluster) {
        return send(as(person, "/tenants/%s/clusters/%s/kubeconfig".formatted(RestCalls.encoded(tenant), RestCalls.encoded(cluster))).GET());
    }

    public List<Member> members(Person person, String tenant) {
        return items(person, members(tenant), one -> new Member(one.path("email").asText(), one.path("role").asText(), one.path("since").asText()));
    }

    /// The link of the invitation, where the installation sends no mail.
    public Optional<String> invite(Person person, String tenant, String email, String role) {
        ObjectNode body = JSON.createObjectNode().put("email", email).put("role", role);
        return RestCalls.link(send(as(person, invitations(tenant)).POST(HttpRequest.BodyPublishers.ofString(body.toString()))));
    }

    public List<Invited> invitations(Person person, String tenant) {
        return items(person, invitations(tenant), one -> new Invited(one.path("id").asText(), one.path("email").asText(), one.path("role").asText()));
    }

    public void withdraw(Person person, String tenant, Invited invited) {
        send(as(person, invitations(tenant) + "/" + RestCalls.encoded(invited.id())).DELETE());
    }

    private static String invitations(String tenant) {
        return "/tenants/%s/invitations".formatted(RestCalls.encoded(tenant));
    }

    public void changeMember(Person person, String tenant, String email, String role) {
        String body = JSON.createObjectNode().put("role", role).toString();
        send(as(person, members(tenant) + "/" + RestCalls.encoded(email)).method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    public void removeMember(Person person, String tenant, String email) {
        send(as(person, members(tenant) + "/" + RestCalls.encoded(email)).DELETE());
    }

    private static String members(String tenant) {
        return "/tenants/%s/members".formatted(RestCalls.encoded(tenant));
    }

    private <T> List<T> items(Person person, String path, Function<JsonNode, T> item) {
        return calls.items(person, path, item);
    }

    private HttpRequest.Builder as(Person person, String path) {
        return calls.as(person, path);
    }

    private String send(HttpRequest.Builder builder) {
        return calls.send(builder);
    }

    public record Member(String email, String role, String since) {}

    /// Somebody who has not accepted yet.
    public record Invited(String id, String email, String role) {}

    /// @param state Ready, Suspended, Expired or Deleting
    /// @param expires when its time is over; empty: it lives until an owner deletes it
    /// @param deletion when it is deleted then
    /// @param tag of what was seen
    public record TenantSeen(String tenant, String role, String state, Optional<Instant> expires, Optional<Instant> deletion, String tag) {
        public boolean owner() {
            return role.equals("owner");
        }

        public boolean ready() {
            return state.equals("Ready");
        }

        public boolean expired() {
            return state.equals("Expired");
        }

        public boolean deleting() {
            return state.equals("Deleting");
        }
    }

    public record TenantRole(String tenant, String role, String state, Optional<Instant> expires) {
        public boolean owner() {
            return role.equals("owner");
        }

        public boolean ready() {
            return state.equals("Ready");
        }
    }
}
