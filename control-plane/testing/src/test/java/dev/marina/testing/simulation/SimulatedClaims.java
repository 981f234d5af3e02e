package dev.marina.testing.simulation;

import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Volumes and claims come, and claims go. Never does a volume belong to two claims, and in the end none waits while a volume is free.
final class SimulatedClaims implements Workload {

    private final Simulation simulation;
    private final String name;
    private int volumes;
    private int claims;

    SimulatedClaims(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
    }

    @Override
    public void create() {
        for (int i = 2 + simulation.random.nextInt(3); i > 0; i--) {
            volume();
            claim();
        }
    }

    private void volume() {
        simulation.people().create(Types.VOLUMES, new PersistentVolumeBuilder().withNewMetadata().withName(name + "-" + ++volumes).endMetadata().withNewSpec()
                .withCapacity(Map.of("storage", new Quantity("1Gi"))).withAccessModes("ReadWriteOnce").withPersistentVolumeReclaimPolicy("Retain")
                .withStorageClassName("by-hand").withNewHostPath().withPath("/data").endHostPath().endSpec().build());
    }

    private void claim() {
        simulation.people().create(Types.CLAIMS, new PersistentVolumeClaimBuilder().withMetadata(Templates.named(name + "-" + ++claims)).withNewSpec()
                .withAccessModes("ReadWriteOnce").withStorageClassName("by-hand").withNewResources().withRequests(Map.of("storage", new Quantity("1Gi")))
                .endResources().endSpec().build());
    }

    @Override
    public void change() {
        switch (simulation.random.nextInt(3)) {
            case 0 -> {
                simulation.tell("a volume comes");
                volume();
            }
            case 1 -> {
                simulation.tell("a claim comes");
                claim();
            }
            default -> simulation.any(claims()).ifPresent(claim -> {
                simulation.tell("somebody deletes " + claim.getMetadata().getName());
                simulation.people().delete(Types.CLAIMS, claim);
            });
        }
    }

    @Override
    public Optional<String> broken() {
        Map<String, String> owners = new HashMap<>();
        for (PersistentVolumeClaim claim : claims()) {
            String volume = claim.getSpec().getVolumeName();
            if (volume != null && !volume.isEmpty()) {
                String other = owners.put(volume, claim.getMetadata().getName());
                if (other != null) {
                    return Optional.of("%s belongs to %s and to %s".formatted(volume, other, claim.getMetadata().getName()));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> unsettled() {
        List<PersistentVolume> free = volumes().stream().filter(volume -> !volume.getStatus().getPhase().equals("Bound")
                && !volume.getStatus().getPhase().equals("Released")).toList();
        List<String> waiting = claims().stream().filter(claim -> !bound(claim)).map(claim -> claim.getMetadata().getName()).toList();
        return waiting.isEmpty() || free.isEmpty()
                ? claims().stream().filter(this::bound).filter(claim -> !owns(claim)).findFirst()
                        .map(claim -> "%s is bound to a volume that does not know".formatted(claim.getMetadata().getName()))
                : Optional.of("%s wait, and %d volumes are free".formatted(waiting, free.size()));
    }

    private boolean bound(PersistentVolumeClaim claim) {
        return claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
    }

    private boolean owns(PersistentVolumeClaim claim) {
        return volumes().stream().anyMatch(volume -> volume.getMetadata().getName().equals(claim.getSpec().getVolumeName())
                && volume.getSpec().getClaimRef() != null && claim.getMetadata().getUid().equals(volume.getSpec().getClaimRef().getUid())
                && volume.getStatus().getPhase().equals("Bound"));
    }

    @Override
    public void delete() {
        claims().forEach(claim -> simulation.people().delete(Types.CLAIMS, claim));
    }

    private List<PersistentVolumeClaim> claims() {
        return simulation.snapshot().list(Types.CLAIMS, Simulation.NAMESPACE);
    }

    private List<PersistentVolume> volumes() {
        return simulation.snapshot().list(Types.VOLUMES, "");
    }
}
