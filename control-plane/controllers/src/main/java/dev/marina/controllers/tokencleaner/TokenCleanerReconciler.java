package dev.marina.controllers.tokencleaner;

import dev.marina.api.ObjectKey;
import dev.marina.api.token.BootstrapToken;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.store.StoreEvent;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Deletes bootstrap tokens whose time is over: real time, which the API server lets in by. pkg/controller/bootstrap/tokencleaner.go
public final class TokenCleanerReconciler implements Reconciler {

    public static Controller controller() {
        return Controller.named("token-cleaner").source(new Tokens()).with(new TokenCleanerReconciler());
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<Secret> found = turn.find(Types.SECRETS).filter(secret -> secret.getMetadata().getDeletionTimestamp() == null);
        Optional<TokenCleanerPlan> plan = found.flatMap(TokenCleanerReconciler::token).map(token -> TokenCleanerPlan.of(token, turn.realNow()));
        if (plan.isEmpty()) {
            return Outcome.SETTLED;
        }
        return switch (plan.get()) {
            case TokenCleanerPlan.Keep _ -> Outcome.SETTLED;
            case TokenCleanerPlan.DeleteAfter later -> Outcome.recheckAfter(later.left());
            case TokenCleanerPlan.Delete _ -> {
                turn.writes().delete(Types.SECRETS, found.get());
                yield Outcome.SETTLED;
            }
        };
    }

    private static Optional<BootstrapToken> token(Secret secret) {
        return BootstrapToken.of(secret.getMetadata().getName(), secret.getType(), secret.getData() == null ? Map.of() : secret.getData());
    }

    /// By their names: of the many Secrets of many clusters hardly one is a token, and none is read to find that out.
    private static final class Tokens implements Source {
        @Override
        public Subject subject(ClusterKey key) {
            return new Subject("Secret", key.namespace(), key.name());
        }

        @Override
        public Stream<ClusterKey> all(Snapshot snapshot) {
            return snapshot.image().list(Types.SECRETS.groupResource(), BootstrapToken.NAMESPACE).flatMap(stored -> token(stored.key()));
        }

        @Override
        public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
            return event.deletion() ? Stream.empty() : token(event.key());
        }

        private static Stream<ClusterKey> token(ObjectKey key) {
            boolean token = key.resource().equals(Types.SECRETS.groupResource()) && key.namespace().equals(BootstrapToken.NAMESPACE)
                    && key.name().startsWith(BootstrapToken.PREFIX);
            return token ? Stream.of(new ClusterKey(key.cluster(), key.namespace(), key.name())) : Stream.empty();
        }
    }
}
