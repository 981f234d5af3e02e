/// Tests in a small virtual machine, for what the machine's own kernel does not show: Debian's kernel with control groups of
/// version 2. The processor is emulated, so that no support for virtual machines is needed.
package dev.marina.launcher.guest;
