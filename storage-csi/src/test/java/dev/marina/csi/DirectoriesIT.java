package dev.marina.csi;

import dev.marina.csi.volume.Directories;
import dev.marina.csi.volume.VolumeBackend;

class DirectoriesIT extends VolumeMountsContract {
    @Override
    VolumeBackend backend() {
        return new Directories(directory.resolve("volumes"));
    }
}
