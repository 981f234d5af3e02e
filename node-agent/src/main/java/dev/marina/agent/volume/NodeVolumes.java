package dev.marina.agent.volume;

import dev.marina.agent.disk.DiskImage;
import dev.marina.agent.pod.Fields;
import dev.marina.agent.pod.PodApi;
import dev.marina.agent.pod.PodSources;
import dev.marina.agent.pod.PodVolumes;
import dev.marina.agent.pod.SourcesReadOnce;
import dev.marina.agent.ids.IdRange;
import dev.marina.agent.runtime.ContainerImages;
import dev.marina.linux.BlockDevice;
import dev.marina.linux.LinuxException;
import dev.marina.linux.fs.Directory;
import dev.marina.linux.fs.Trees;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// The volumes of one node's pods, each in a directory of its pod's.
public final class NodeVolumes implements PodVolumes {

    /// Twice what the objects behind a volume may hold: the new set lies beside the old one for a moment.
    private static final long SECRETS_BYTES = 32L << 20;
    /// The group `disk`, in most images.
    private static final long DISK = 6;
    private static final String OF_DRIVERS = "driver";

    private final Path node;
    private final String nodeName;
    private final String hostIp;
    private final Quantity cpu;
    private final Quantity memory;
    private final IdRange ids;
    private final Mounts mounts;
    private final PodApi api;
    private final ApiContents contents;
    private final ClaimVolumes claims;
    private final DriverVolumes drivers;
    private final HostFiles host;
    private final ImageVolumeNotes images;

    /// @param node the node's directory
    /// @param ids of the containers that use the volumes
    /// @param claims of the machine's own driver
    /// @param drivers that run on the node as pods
    public NodeVolumes(Path node, String nodeName, String hostIp, Quantity cpu, Quantity memory, IdRange ids, Mounts mounts, PodApi api, ClaimVolumes claims,
            DriverVolumes drivers, Clock clock) {
        this.node = node;
        this.nodeName = nodeName;
        this.hostIp = hostIp;
        this.cpu = cpu;
        this.memory = memory;
        this.ids = ids;
        this.mounts = mounts;
        this.claims = claims;
        this.drivers = drivers;
        this.api = api;
        contents = new ApiContents(api, clock);
        images = new ImageVolumeNotes(node);
        host = HostFiles.of(node, ids, nodeName, hostIp);
    }

    @Override
    public Map<String, Path> mount(Pod pod) {
        Map<String, Path> mounted = new LinkedHashMap<>();
        PodSources sources = new SourcesReadOnce(api);
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (volume.getImage() != null) {
                // Shown when a container that has it is started, which waits for it as for its own image.
                continue;
            }
            try {
                mounted.put(volume.getName(), mount(pod, volume, sources));
            } catch (NotYet waiting) {
                throw waiting;
            } catch (MountFailure | IOException | UncheckedIOException | LinuxException | KubernetesClientException failure) {
                throw new MountFailure("MountVolume.SetUp failed for volume \"%s\" : %s".formatted(volume.getName(), failure.getMessage()), failure);
            }
        }
        return mounted;
    }

    private Path mount(Pod pod, Volume volume, PodSources sources) throws IOException {
        Path volumes = volumes(pod.getMetadata().getUid());
        Optional<Long> group = Optional.ofNullable(pod.getSpec().getSecurityContext()).map(security -> security.getFsGroup());
        if (group.filter(id -> !ids.contains(id)).isPresent()) {
            throw new MountFailure("fsGroup %d does not exist on this node, whose pods have ids from 0 to %d".formatted(group.get(), ids.count() - 1));
        }
        Owner owner = Owner.of(ids, group);
        if (volume.getEmptyDir() != null) {
            return emptyDir(volumes.resolve("empty-dir").resolve(volume.getName()), volume.getEmptyDir(), owner);
        }
        if (volume.getHostPath() != null) {
            return hostPath(volumes.resolve("host-path").resolve(volume.getName()), volume.getHostPath());
        }
        if (volume.getPersistentVolumeClaim() != null || volume.getEphemeral() != null) {
            Path target = volumes.resolve("claim").resolve(volume.getName());
            String claim = volume.getEphemeral() != null
                    ? pod.getMetadata().getName() + "-" + volume.getName()
                    : volume.getPersistentVolumeClaim().getClaimName();
            boolean readOnly = volume.getPersistentVolumeClaim() != null && Boolean.TRUE.equals(volume.getPersistentVolumeClaim().getReadOnly());
            ClaimVolumes.Backing backing = claims.backing(pod, claim, target);
            VolumeUse.of(pod, volume.getName()).require(volume.getName(), backing instanceof ClaimVolumes.Backing.Device);
            return switch (backing) {
                case ClaimVolumes.Backing.OfNode(HostPathVolumeSource path) -> hostPath(volumes.resolve("host-path").resolve(volume.getName()), path);
                case ClaimVolumes.Backing.OfDriver(PersistentVolume behind) ->
                    ofDriver(pod, volume.getName(), new DriverVolumes.Wanted.Persistent(behind, readOnly), group);
                case ClaimVolumes.Backing.Files _ -> {
                    claims.mount(pod, claim, readOnly, target);
                    if (group.isPresent() && !readOnly) {
                        giveToGroup(target, pod.getSpec().getSecurityContext());
                    }
                    yield target;
                }
                case ClaimVolumes.Backing.Device(boolean always) -> {
                    claims.mount(pod, claim, readOnly, target);
                    yield device(volumes.resolve("device").resolve(volume.getName()), target, readOnly || always);
                }
            };
        }
        if (volume.getCsi() != null) {
            return ofDriver(pod, volume.getName(), new DriverVolumes.Wanted.Inline(volume.getCsi()), group);
        }
        Fields fields = new Fields(pod, nodeName, hostIp, List.of(), cpu, memory);
        Path target = volumes.resolve("api").resolve(volume.getName());
        Map<String, FileContent> files;
        if (volume.getConfigMap() != null) {
            files = contents.of(pod, volume.getConfigMap(), sources);
        } else if (volume.getSecret() != null) {
            files = contents.of(pod, volume.getSecret(), sources);
        } else if (volume.getProjected() != null) {
            files = contents.of(pod, volume.getName(), volume.getProjected(), fields, sources, onlyUser(pod));
        } else if (volume.getDownwardAPI() != null) {
            files = contents.downward(volume.getDownwardAPI().getItems(), volume.getDownwardAPI().getDefaultMode(), pod, fields);
        } else {
            throw new MountFailure("this kind of volume is not available on this node");
        }
        if (volume.getSecret() != null || volume.getProjected() != null) {
            // Secrets never touch a disk.
            mounts.tmpfs(target, SECRETS_BYTES, 0755, new Owner(owner.uid(), ids.root(), false));
        }
        new AtomicWriter(target, owner).write(files);
        return target;
    }

    /// The driver's word says where the volume is; what the pod gets is what lies there within the node's own file system when it has said so.
    private Path ofDriver(Pod pod, String name, DriverVolumes.Wanted wanted, Optional<Long> group) throws IOException {
        Path target = volumes(pod.getMetadata().getUid()).resolve(OF_DRIVERS).resolve(name);
        DriverVolumes.Shown shown = drivers.show(pod, name, wanted, group);
        try {
            mounts.pin(host.root(), shown.path(), target, Mounts.Create.NOTHING);
        } catch (NoSuchFileException _) {
            throw new MountFailure("the driver says that it has published the volume, but nothing is at " + shown.path());
        }
        if (!Files.isDirectory(target)) {
            mounts.unmountBelow(target);
            throw new MountFailure("the driver has published something at %s that is no directory".formatted(shown.path()));
        }
        if (shown.readOnly()) {
            mounts.readOnly(target);
        }
        if (shown.grouped() && group.isPresent()) {
            giveToGroup(target, pod.getSpec().getSecurityContext());
        }
        return target;
    }

    /// What the driver shows is the machine's root's; the pod gets a file of its own for the same device. `fsGroup` says nothing of
    /// devices; as on other nodes they are root's and the group `disk`'s.
    private Path device(Path directory, Path published, boolean readOnly) {
        BlockDevice device = BlockDevice.of(published).orElseThrow(() -> new MountFailure("no block device is at " + published));
        mounts.device(directory, device, readOnly ? 0440 : 0660, new Owner(ids.root(), ids.outside(DISK), false));
        return directory.resolve(Mounts.DEVICE);
    }

    private OptionalInt onlyUser(Pod pod) {
        Optional<Long> user = OnlyUser.of(pod);
        if (user.filter(id -> !ids.contains(id)).isPresent()) {
            throw new MountFailure("runAsUser %d does not exist on this node, whose pods have ids from 0 to %d".formatted(user.get(), ids.count() - 1));
        }
        return user.map(id -> OptionalInt.of(ids.outside(id))).orElse(OptionalInt.empty());
    }

    @Override
    public Optional<Path> image(String podUid, String volume) {
        return Optional.of(images.of(podUid, volume)).filter(target -> mounts.below(target).contains(target));
    }

    @Override
    public Path showImage(String podUid, String volume, ContainerImages.Named image, ContainerImages.Layers layers) {
        Path target = images.of(podUid, volume);
        try {
            images.note(podUid, volume, image);
            Files.createDirectories(target);
            List<String> names = new ArrayList<>(layers.names());
            if (names.isEmpty()) {
                throw new MountFailure("image volume \"%s\": the image has no files".formatted(volume));
            }
            if (names.size() == 1) {
                names.add(Files.createDirectories(target.resolveSibling(volume + ".empty")).toString());
            }
            mounts.overlay(layers.within(), names, target);
            return target;
        } catch (IOException | LinuxException failure) {
            throw new MountFailure("image volume \"%s\" cannot be shown: %s".formatted(volume, failure.getMessage()), failure);
        }
    }

    /// Made whole or not at all. One in memory is mounted again where a restart of the machine has taken it away: it never is a
    /// directory of the disk.
    private Path emptyDir(Path target, EmptyDirVolumeSource source, Owner owner) throws IOException {
        int permissions = 0777 | (owner.grouped() ? 02000 : 0);
        Files.createDirectories(target.getParent());
        if ("Memory".equals(source.getMedium())) {
            Quantity limit = source.getSizeLimit() != null ? source.getSizeLimit() : memory;
            mounts.tmpfs(target, limit.getNumericalAmount().longValue(), permissions, owner);
            return target;
        }
        long limit = source.getSizeLimit() == null ? 0 : source.getSizeLimit().getNumericalAmount().longValue();
        if (limit > 0 && limit < Files.getFileStore(node).getTotalSpace()) {
            limited(target, limit, permissions, owner);
            return target;
        }
        String name = target.getFileName().toString();
        try (Directory volumes = Directory.open(target.getParent())) {
            if (volumes.status(name).isPresent()) {
                return target;
            }
            String fresh = name + ".new";
            volumes.remove(fresh);
            try (Directory made = volumes.make(fresh, permissions)) {
                made.owner(owner.uid(), owner.gid());
                made.permissions(permissions);
            }
            volumes.rename(fresh, name);
        }
        return target;
    }

    /// A file system of its own within the node's, so that the limit is the kernel's. One that a restart of the machine has taken away
    /// is mounted again.
    private static void limited(Path target, long bytes, int permissions, Owner owner) throws IOException {
        DiskImage image = new DiskImage(target.resolveSibling(target.getFileName() + ".img"));
        if (DiskImage.mounted(target)) {
            return;
        }
        image.makeLimited(bytes);
        image.mount(target);
        try (Directory root = Directory.open(target)) {
            root.owner(owner.uid(), owner.gid());
            root.permissions(permissions);
        }
    }

    /// A path of the node, which is a directory of its own on the machine.
    private Path hostPath(Path target, HostPathVolumeSource source) throws IOException {
        Path root = host.root();
        String type = Optional.ofNullable(source.getType()).orElse("");
        try {
            mounts.pin(root, source.getPath(), target, switch (type) {
                case "DirectoryOrCreate", "" -> Mounts.Create.DIRECTORY;
                case "FileOrCreate" -> Mounts.Create.FILE;
                default -> Mounts.Create.NOTHING;
            });
        } catch (NoSuchFileException _) {
            throw new MountFailure("hostPath type check failed: %s is not %s".formatted(source.getPath(), article(type)));
        }
        boolean fits = switch (type) {
            case "", "FileOrCreate", "DirectoryOrCreate" -> true;
            case "Directory" -> Files.isDirectory(target);
            case "File" -> Files.isRegularFile(target);
            default -> false;
        } && (!type.equals("DirectoryOrCreate") || Files.isDirectory(target)) && (!type.equals("FileOrCreate") || Files.isRegularFile(target));
        if (!fits) {
            mounts.unmountBelow(target);
            throw new MountFailure("hostPath type check failed: %s is not %s".formatted(source.getPath(), article(type)));
        }
        return target;
    }

    private static String article(String type) {
        return switch (type) {
            case "Directory", "DirectoryOrCreate", "" -> "a directory";
            case "File", "FileOrCreate" -> "a file";
            case "Socket" -> "a socket file";
            case "CharDevice" -> "a character device";
            case "BlockDevice" -> "a block device";
            default -> "a " + type;
        };
    }

    @Override
    public String hostFile(String path, int most) {
        try {
            return host.read(path, most);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public Path subPath(Pod pod, String container, int index, Path volume, String subPath) {
        if (Path.of(subPath).isAbsolute() || Stream.of(subPath.split("/")).anyMatch(".."::equals)) {
            throw new MountFailure("subPath \"%s\" leads out of its volume".formatted(subPath));
        }
        Path target = node.resolve("pods").resolve(pod.getMetadata().getUid()).resolve("subpaths").resolve(container).resolve(Integer.toString(index));
        try {
            // Pinned anew for each start, since the volume may have another file there now.
            mounts.unmountBelow(target);
            mounts.pin(volume, subPath, target, images.has(volume) ? Mounts.Create.NOTHING : Mounts.Create.DIRECTORY_LIKE_ROOT);
            return target;
        } catch (IOException | LinuxException failure) {
            throw new MountFailure("failed to prepare subPath for volumeMount: " + failure.getMessage(), failure);
        }
    }

    @Override
    public void unmount(String podUid) {
        Path pod = node.resolve("pods").resolve(podUid);
        mounts.unmountBelow(pod.resolve("subpaths"));
        Path targets = volumes(podUid).resolve("claim");
        if (Files.isDirectory(targets)) {
            try (Stream<Path> each = Files.list(targets)) {
                // What is noted of a volume lies beside it and has a dot in its name, as no volume has.
                each.filter(target -> !target.getFileName().toString().contains(".")).forEach(target -> claims.unmount(podUid, target));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        mounts.unmountBelow(volumes(podUid).resolve(OF_DRIVERS));
        drivers.hide(podUid);
        mounts.unmountBelow(pod);
        contents.forget(podUid);
    }

    private Path volumes(String podUid) {
        return node.resolve("pods").resolve(podUid).resolve("volumes");
    }

    /// As `fsGroup` asks, once for each pod: what the pod does to its files afterwards is its own affair.
    private void giveToGroup(Path volume, PodSecurityContext security) throws IOException {
        Path done = volume.resolveSibling(volume.getFileName() + ".given");
        if (Files.exists(done)) {
            return;
        }
        int group = ids.outside(security.getFsGroup());
        if (!"OnRootMismatch".equals(security.getFsGroupChangePolicy()) || !Trees.belongsTo(group, volume)) {
            Trees.giveTo(group, volume);
        }
        Files.createFile(done);
    }
}
