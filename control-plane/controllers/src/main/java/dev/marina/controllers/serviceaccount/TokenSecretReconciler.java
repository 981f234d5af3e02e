package dev.marina.controllers.serviceaccount;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Fills Secrets of type kubernetes.io/service-account-token with a token of their account, the CA and the namespace.
public final class TokenSecretReconciler implements Reconciler {

    static final String TYPE = "kubernetes.io/service-account-token";
    static final String ACCOUNT_NAME = "kubernetes.io/service-account.name";
    static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";
    /// Such tokens live as long as their Secret: ten years, renewed when the Secret is made again.
    private static final long SECONDS = 315_360_000;

    public static Controller controller() {
        return Controller.named("tokens").reconciles(Types.SECRETS)
                .alsoWatches(Types.SERVICE_ACCOUNTS, TokenSecretReconciler::secrets)
                .workers(1).with(new TokenSecretReconciler());
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<Secret> found = turn.find(Types.SECRETS)
                .filter(secret -> TYPE.equals(secret.getType()) && secret.getMetadata().getDeletionTimestamp() == null);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Secret secret = found.get();
        Map<String, String> annotations = secret.getMetadata().getAnnotations() == null ? Map.of() : secret.getMetadata().getAnnotations();
        Optional<ServiceAccount> account = turn.snapshot().find(Types.SERVICE_ACCOUNTS, turn.key().namespace(), annotations.getOrDefault(ACCOUNT_NAME, ""));
        String uid = annotations.getOrDefault(ACCOUNT_UID, "");
        if (account.isEmpty() || !uid.isEmpty() && !uid.equals(account.get().getMetadata().getUid())) {
            turn.writes().delete(Types.SECRETS, secret);
            return Outcome.SETTLED;
        }
        Map<String, String> data = new HashMap<>(secret.getData() == null ? Map.of() : secret.getData());
        turn.snapshot().find(Types.CONFIG_MAPS, "kube-system", "kube-root-ca.crt").map(ConfigMap::getData)
                .ifPresent(ca -> data.put("ca.crt", encode(ca.getOrDefault("ca.crt", ""))));
        data.put("namespace", encode(turn.key().namespace()));
        if (data.getOrDefault("token", "").isEmpty()) {
            data.put("token", encode(token(secret, account.get(), turn)));
        }
        if (!data.equals(secret.getData()) || uid.isEmpty()) {
            turn.writes().update(Types.SECRETS, new SecretBuilder(secret).withData(data)
                    .editMetadata().addToAnnotations(ACCOUNT_UID, account.get().getMetadata().getUid()).endMetadata().build());
        }
        return Outcome.SETTLED;
    }

    private static String token(Secret secret, ServiceAccount account, Turn turn) {
        ObjectNode request = Document.mapper().createObjectNode();
        request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        ObjectNode spec = request.putObject("spec").put("expirationSeconds", SECONDS);
        spec.putArray("audiences");
        spec.putObject("boundObjectRef").put("apiVersion", "v1").put("kind", "Secret").put("name", secret.getMetadata().getName())
                .put("uid", secret.getMetadata().getUid());
        Document answer = turn.writes().client().createSub(turn.writes().call(), Types.SERVICE_ACCOUNTS.resource(), turn.key().namespace(),
                account.getMetadata().getName(), "token", Document.of(request));
        return answer.text("status", "token");
    }

    private static Stream<ClusterKey> secrets(ServiceAccount account, Snapshot snapshot) {
        return snapshot.list(Types.SECRETS, account.getMetadata().getNamespace()).stream()
                .filter(secret -> TYPE.equals(secret.getType()))
                .map(secret -> new ClusterKey(snapshot.cluster(), secret.getMetadata().getNamespace(), secret.getMetadata().getName()));
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
