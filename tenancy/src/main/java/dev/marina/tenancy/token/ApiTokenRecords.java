package dev.marina.tenancy.token;

import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.sql.Column;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Table `api_token`.
@ApplicationScoped
@Transactional
public class ApiTokenRecords {

    private static final String SELECT = "select a.id, a.tenant_id, t.name as tenant, a.subject, a.name, a.scopes, a.created_at, a.expires_at, a.last_used_at "
            + "from api_token a join tenant t on t.id = a.tenant_id where ";

    @PersistenceContext
    private EntityManager entities;

    /// False where the tenant has one of this name.
    public boolean add(ApiToken token, ProofToken secret) {
        return entities.createNativeQuery("insert into api_token (id, tenant_id, subject, name, token_hash, scopes, created_at, expires_at) "
                + "values (:id, :tenant, :subject, :name, :hash, :scopes, :created, :expires) on conflict do nothing")
                .setParameter("id", token.id()).setParameter("tenant", token.tenantId()).setParameter("subject", token.subject())
                .setParameter("name", token.name()).setParameter("hash", secret.hash())
                .setParameter("scopes", token.scopes().stream().map(Permission::text).sorted().collect(Collectors.joining(",")))
                .setParameter("created", token.created()).setParameter("expires", token.expires()).executeUpdate() == 1;
    }

    /// One that is not over.
    public Optional<ApiToken> find(ProofToken secret, Instant now) {
        return rows(entities.createNativeQuery(SELECT + "a.token_hash = :hash and a.expires_at > :now").setParameter("hash", secret.hash())
                .setParameter("now", now).getResultList()).stream().findFirst();
    }

    public void used(UUID id, Instant now) {
        entities.createNativeQuery("update api_token set last_used_at = :now where id = :id").setParameter("now", now).setParameter("id", id).executeUpdate();
    }

    /// By name, those that are over too.
    ///
    /// @param after only those behind this name
    public List<ApiToken> of(UUID tenant, String after, int most) {
        return rows(entities.createNativeQuery(SELECT + "a.tenant_id = :tenant and a.name > :after order by a.name").setParameter("tenant", tenant)
                .setParameter("after", after).setMaxResults(most).getResultList());
    }

    /// Whether there was one.
    public boolean remove(UUID tenant, UUID id) {
        return entities.createNativeQuery("delete from api_token where tenant_id = :tenant and id = :id")
                .setParameter("tenant", tenant).setParameter("id", id).executeUpdate() == 1;
    }

    private static List<ApiToken> rows(List<?> rows) {
        return rows.stream().map(Object[].class::cast).map(row -> new ApiToken((UUID) row[0], (UUID) row[1], (String) row[2], (String) row[3], (String) row[4],
                scopes((String) row[5]), Column.instant(row[6]), Column.instant(row[7]), Optional.ofNullable(row[8]).map(Column::instant))).toList();
    }

    /// A permission that there is no more gives nothing.
    private static Set<Permission> scopes(String text) {
        return Arrays.stream(text.split(",")).map(Permission::find).flatMap(Optional::stream).collect(Collectors.toSet());
    }
}
