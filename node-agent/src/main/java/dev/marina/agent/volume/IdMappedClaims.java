package dev.marina.agent.volume;

import dev.marina.agent.pod.PodVolumes.MountFailure;
import dev.marina.linux.BlockDevice;
import dev.marina.linux.IdMappedMounts;
import dev.marina.linux.LinuxException;
import dev.marina.linux.Mounting;
import dev.marina.linux.UserNamespace;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Claims whose file systems hold the ids that pods know. Each is shown with its ids mapped to those behind the containers, so that a
/// volume means the same in every installation and its root is nobody on this machine. Over the driver's mount lies ours.
final class IdMappedClaims implements ClaimVolumes {

    private final ClaimVolumes claims;
    private final UserNamespace owners;

    IdMappedClaims(ClaimVolumes claims, UserNamespace owners) {
        this.claims = claims;
        this.owners = owners;
    }

    @Override
    public Backing backing(Pod pod, String claim, Path target) {
        return claims.backing(pod, claim, target);
    }

    @Override
    public void mount(Pod pod, String claim, boolean readOnly, Path target) {
        if (idMapped(target)) {
            return;
        }
        claims.mount(pod, claim, readOnly, target);
        if (BlockDevice.of(target).isPresent()) {
            // Whom a device's file belongs to is not in the volume.
            return;
        }
        try {
            IdMappedMounts.bind(target.toString(), target.toString(), owners);
        } catch (LinuxException failure) {
            throw new MountFailure(failure.errno() == LinuxException.EINVAL
                    ? "the volume's file system cannot map ids, which this node needs"
                    : failure.getMessage(), failure);
        }
    }

    @Override
    public void unmount(String podUid, Path target) {
        if (idMapped(target)) {
            Mounting.unmount(target.toString(), Mounting.MNT_DETACH | Mounting.UMOUNT_NOFOLLOW);
        }
        claims.unmount(podUid, target);
    }

    /// What lies on top there.
    private static boolean idMapped(Path target) {
        try {
            Optional<String[]> top = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream().map(line -> line.split(" "))
                    .filter(fields -> fields[4].replace("\\040", " ").equals(target.toString())).reduce((_, later) -> later);
            return top.filter(fields -> ("," + fields[5] + ",").contains(",idmapped,")).isPresent();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
