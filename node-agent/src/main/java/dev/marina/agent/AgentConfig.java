package dev.marina.agent;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.agent.eviction.EvictionSettings;
import dev.marina.agent.ids.IdRange;
import dev.marina.agent.image.PlatformRegistry;
import dev.marina.agent.image.RegistryCache;
import dev.marina.model.NodePool;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Settings of a node agent.
///
/// @param instance which Marina on this machine; part of every name that the agent makes
/// @param home `$MARINA_HOME`: nodes, volumes and journals lie below it
/// @param machine the Machine object's name
/// @param kubeconfig the machine's identity in the management cluster
/// @param healthPort of `GET /healthz`, on loopback
/// @param dockerSocket of the instance's own engine
/// @param runDir sockets
/// @param firstContainerId the machine's id behind root of the containers
/// @param containerIds how many ids containers have
/// @param nodeDisk what each node may hold of what its pods write, such as `2Gi`
/// @param pullNetwork network namespace of the engine, in which the way to registries is opened; null: it has a way of its own
/// @param pullProxy where the engine looks for it
/// @param registries `host` or `host:port` of registries that images may come from though they are on a private network
/// @param platformRegistry how images name the platform's own registry; null: it has none
/// @param platformRegistryAddress `host:port` at which it is on this machine
/// @param nodeSubnet addresses of nodes on this platform
/// @param loadBalancerRange addresses of load balancers to which the machine lets everybody; null: a part of the subnet, for nobody but itself
/// @param dnsUpstream empty: those of the machine's resolv.conf
/// @param allowedPorts TCP ports of this machine that pods may reach
/// @param appsDomain below which tenants' applications have names; null: none has
/// @param entranceNamesPort of UDP on loopback, at which the front asks where these are
/// @param appsAuthority certificate and key of who vouches for these names
/// @param frontControl socket at which the front takes certificates for them
/// @param frontCertificates the list of certificates that they go into
/// @param runtimes that pools may have for their nodes: `docker`, and `containerd` where the operator allows it
/// @param containerStart the program by which a containerd starts containers
/// @param evictionSoft what nodes may have less of for a while, such as `memory.available<200Mi`
/// @param evictionSoftGracePeriod how long, such as `memory.available=1m30s`
/// @param evictionMaxPodGracePeriod seconds that a pod is left at most which goes for that
/// @param joined whether the control plane is on another machine, which this one has joined
/// @param machineAddress at which other machines reach this one; null: it is alone
/// @param machinesPort of UDP between machines
/// @param plainRegistries those of `registries` that speak without TLS
/// @param registryCache how the engine names the platform's cache for other registries; null: there is none
/// @param registryCacheAddress `host:port` at which it is on this machine
/// @param cachedRegistries whose images it has
public record AgentConfig(String instance, Path home, String machine, Path kubeconfig, int healthPort, String controlPlaneHost,
        int controlPlaneAgentPort, Path dockerSocket, Path runDir, Long firstContainerId, Long containerIds, String nodeDisk, Path pullNetwork,
        String pullProxy,
        List<String> registries, String platformRegistry, String platformRegistryAddress, String nodeSubnet, String loadBalancerRange,
        List<String> dnsUpstream,
        List<Integer> allowedPorts, String appsDomain, Integer entranceNamesPort, Path appsAuthority, Path frontControl, Path frontCertificates,
        List<String> runtimes, String containerStart, List<String> plainRegistries, String evictionSoft, String evictionSoftGracePeriod,
        Integer evictionMaxPodGracePeriod, Boolean joined, String machineAddress, Integer machinesPort, String registryCache, String registryCacheAddress,
        List<String> cachedRegistries) {

    private static final YAMLMapper YAML = YAMLMapper.builder(new YAMLFactory())
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    public AgentConfig {
        require("instance", instance);
        if (!instance.matches("[a-z0-9]{1,12}")) {
            throw new IllegalArgumentException("instance is %s; it must be 1 to 12 of a-z and 0-9".formatted(instance));
        }
        require("home", home);
        require("kubeconfig", kubeconfig);
        require("docker-socket", dockerSocket);
        require("run-dir", runDir);
        machine = Optional.ofNullable(machine).orElse("local");
        controlPlaneHost = Optional.ofNullable(controlPlaneHost).orElse("127.0.0.1");
        require("first-container-id", firstContainerId);
        containerIds = Optional.ofNullable(containerIds).orElse(1L << 20);
        nodeDisk = Optional.ofNullable(nodeDisk).orElse("2Gi");
        if (pullNetwork != null) {
            require("pull-proxy", pullProxy);
        }
        if (appsDomain != null) {
            require("entrance-names-port", entranceNamesPort);
            require("apps-authority", appsAuthority);
            require("front-control", frontControl);
            require("front-certificates", frontCertificates);
        }
        if (platformRegistry != null) {
            require("platform-registry-address", platformRegistryAddress);
        }
        if (registryCache != null) {
            require("registry-cache-address", registryCacheAddress);
        }
        cachedRegistries = cachedRegistries == null ? List.of() : List.copyOf(cachedRegistries);
        runtimes = runtimes == null ? List.of(NodePool.DOCKER) : List.copyOf(runtimes);
        for (String runtime : runtimes) {
            if (!NodePool.RUNTIMES.contains(runtime)) {
                throw new IllegalArgumentException("runtimes has %s; there are %s".formatted(runtime, NodePool.RUNTIMES));
            }
        }
        containerStart = Optional.ofNullable(containerStart).orElse("runc");
        plainRegistries = plainRegistries == null ? List.of() : List.copyOf(plainRegistries);
        registries = registries == null ? List.of() : List.copyOf(registries);
        nodeSubnet = Optional.ofNullable(nodeSubnet).orElse("100.64.0.0/16");
        dnsUpstream = dnsUpstream == null ? List.of() : List.copyOf(dnsUpstream);
        evictionSoft = Optional.ofNullable(evictionSoft).orElse("");
        evictionSoftGracePeriod = Optional.ofNullable(evictionSoftGracePeriod).orElse("");
        evictionMaxPodGracePeriod = Optional.ofNullable(evictionMaxPodGracePeriod).orElse(0);
        joined = Boolean.TRUE.equals(joined);
        if (machineAddress != null) {
            require("machines-port", machinesPort);
        }
        EvictionSettings.of(evictionSoft, evictionSoftGracePeriod, evictionMaxPodGracePeriod);
        allowedPorts = allowedPorts == null ? List.of() : List.copyOf(allowedPorts);
    }

    Optional<PlatformRegistry> ownRegistry() {
        return Optional.ofNullable(platformRegistry).map(name -> PlatformRegistry.of(name, platformRegistryAddress));
    }

    Optional<RegistryCache> cache() {
        return Optional.ofNullable(registryCache).map(name -> RegistryCache.of(name, registryCacheAddress, cachedRegistries));
    }

    /// How registries are spoken to whose certificates nobody vouches for, by their names: the platform's own, which the agent leads to its front
    /// whatever it says, and those without TLS.
    Map<String, String> registrySchemes() {
        Map<String, String> schemes = new TreeMap<>();
        Optional.ofNullable(platformRegistry).ifPresent(own -> schemes.put(own, "https"));
        plainRegistries.forEach(registry -> schemes.put(registry, "http"));
        Optional.ofNullable(registryCache).ifPresent(own -> schemes.put(own, "http"));
        return schemes;
    }

    IdRange ids() {
        return new IdRange(firstContainerId, containerIds);
    }

    EvictionSettings eviction() {
        return EvictionSettings.of(evictionSoft, evictionSoftGracePeriod, evictionMaxPodGracePeriod);
    }

    long nodeDiskBytes() {
        return new Quantity(nodeDisk).getNumericalAmount().longValue();
    }

    public static AgentConfig load(Path file) throws IOException {
        try {
            return YAML.readValue(file.toFile(), AgentConfig.class);
        } catch (UnrecognizedPropertyException unknown) {
            throw new IllegalArgumentException("%s: unknown setting %s".formatted(file, unknown.getPropertyName()), unknown);
        } catch (JsonMappingException wrong) {
            Throwable cause = wrong.getCause() instanceof IllegalArgumentException setting ? setting : wrong;
            throw new IllegalArgumentException("%s: %s".formatted(file, cause.getMessage()), wrong);
        }
    }

    private static void require(String setting, Object value) {
        if (value == null) {
            throw new IllegalArgumentException("%s is not set".formatted(setting));
        }
    }
}
