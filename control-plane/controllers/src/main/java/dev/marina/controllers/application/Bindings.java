package dev.marina.controllers.application;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.Finding;
import dev.marina.model.AddOn;
import dev.marina.model.AddOnServer;
import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The add-ons that an application is bound to: its variables come from their Secrets.
///
/// @param variables by name, each of one add-on
/// @param complete whether all add-ons are there and have credentials; its pods stay as they are until then
record Bindings(Map<String, Key> variables, boolean complete, List<Finding> findings) {

    static final String MISSING = "AddOnMissing";
    static final String NOT_READY = "AddOnNotReady";
    static final String SAME_NAMES = "AddOnNames";
    static final Bindings NONE = new Bindings(Map.of(), true, List.of());

    /// A key of an add-on's Secret.
    record Key(String addOn, String key) {}

    static Bindings of(Snapshot snapshot, Application application) {
        String namespace = application.getMetadata().getNamespace();
        return of(application.getSpec().addOns(), name -> snapshot.find(Types.ADD_ONS, namespace, name)
                .filter(addOn -> addOn.getMetadata().getDeletionTimestamp() == null));
    }

    /// @param addOns by their names
    static Bindings of(List<Application.AddOnBinding> wanted, Function<String, Optional<AddOn>> addOns) {
        Map<String, Key> variables = new LinkedHashMap<>();
        List<Finding> findings = new ArrayList<>();
        boolean complete = true;
        for (Application.AddOnBinding binding : wanted) {
            Optional<AddOnServer> server = addOns.apply(binding.name()).flatMap(addOn -> AddOnServer.of(addOn.getSpec().type()));
            if (server.isEmpty()) {
                complete = false;
                findings.add(new Finding(MISSING, "There is no add-on %s; its pods stay as they are until there is".formatted(binding.name())));
                continue;
            }
            if (addOns.apply(binding.name()).map(AddOn::getStatus).map(AddOn.Status::secret).isEmpty()) {
                complete = false;
                findings.add(new Finding(NOT_READY, "Add-on %s has no credentials yet".formatted(binding.name())));
            }
            List<AddOnServer.Variable> own = server.get().variables(binding.prefix());
            Optional<Key> other = own.stream().map(variable -> variables.get(variable.name())).filter(key -> key != null).findFirst();
            if (other.isPresent()) {
                findings.add(new Finding(SAME_NAMES, "Add-ons %s and %s would both be %s; give %s a prefix".formatted(other.get().addOn(), binding.name(),
                        own.getFirst().name(), binding.name())));
                continue;
            }
            own.forEach(variable -> variables.put(variable.name(), new Key(binding.name(), variable.key())));
        }
        return new Bindings(variables, complete, List.copyOf(findings));
    }

    /// Those that the application does not set itself.
    Stream<EnvVar> variables(List<Application.Variable> own) {
        Set<String> names = own.stream().map(Application.Variable::name).collect(Collectors.toSet());
        return variables.entrySet().stream().filter(variable -> !names.contains(variable.getKey()))
                .map(variable -> new EnvVarBuilder().withName(variable.getKey()).withNewValueFrom()
                        .withNewSecretKeyRef(variable.getValue().key(), AddOnServer.secret(variable.getValue().addOn()), null).endValueFrom().build());
    }
}
