using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Xunit;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Tests;

/// <summary>The bindings of the launcher, of taps and of packet sockets beside the machine's own headers, as a C compiler sees them.</summary>
public sealed class HeaderLayoutTests
{
    private static readonly (string C, long Here)[] Facts =
    [
        ("sizeof(struct nlmsghdr)", Unsafe.SizeOf<nlmsghdr>()),
        ("sizeof(struct nlmsgerr)", Unsafe.SizeOf<nlmsgerr>()),
        ("sizeof(struct nlattr)", Unsafe.SizeOf<nlattr>()),
        ("sizeof(struct ifinfomsg)", Unsafe.SizeOf<ifinfomsg>()),
        ("sizeof(struct ifaddrmsg)", Unsafe.SizeOf<ifaddrmsg>()),
        ("offsetof(struct nlmsghdr, nlmsg_seq)", Offset<nlmsghdr>(nameof(nlmsghdr.nlmsg_seq))),
        ("offsetof(struct ifinfomsg, ifi_index)", Offset<ifinfomsg>(nameof(ifinfomsg.ifi_index))),
        ("offsetof(struct ifinfomsg, ifi_change)", Offset<ifinfomsg>(nameof(ifinfomsg.ifi_change))),
        ("offsetof(struct ifaddrmsg, ifa_prefixlen)", Offset<ifaddrmsg>(nameof(ifaddrmsg.ifa_prefixlen))),
        ("offsetof(struct ifaddrmsg, ifa_index)", Offset<ifaddrmsg>(nameof(ifaddrmsg.ifa_index))),
        ("NETLINK_ROUTE", NETLINK_ROUTE), ("NLM_F_REQUEST", NLM_F_REQUEST), ("NLM_F_ACK", NLM_F_ACK),
        ("NLM_F_EXCL", NLM_F_EXCL), ("NLM_F_CREATE", NLM_F_CREATE), ("NLMSG_ERROR", NLMSG_ERROR),
        ("RTM_NEWLINK", RTM_NEWLINK), ("RTM_NEWADDR", RTM_NEWADDR), ("IFF_UP", IFF_UP),
        ("IFLA_ADDRESS", IFLA_ADDRESS), ("IFLA_MTU", IFLA_MTU), ("IFLA_TXQLEN", IFLA_TXQLEN),
        ("IFA_ADDRESS", IFA_ADDRESS), ("IFA_LOCAL", IFA_LOCAL), ("IFA_BROADCAST", IFA_BROADCAST),
        ("FSOPEN_CLOEXEC", FSOPEN_CLOEXEC), ("FSMOUNT_CLOEXEC", FSMOUNT_CLOEXEC),
        ("FSCONFIG_SET_STRING", FSCONFIG_SET_STRING), ("FSCONFIG_CMD_CREATE", FSCONFIG_CMD_CREATE),
        ("MOUNT_ATTR_NOSUID", MOUNT_ATTR_NOSUID), ("MOUNT_ATTR_NODEV", MOUNT_ATTR_NODEV), ("MOUNT_ATTR_NOEXEC", MOUNT_ATTR_NOEXEC),
        ("MOVE_MOUNT_F_EMPTY_PATH", MOVE_MOUNT_F_EMPTY_PATH), ("MOVE_MOUNT_T_EMPTY_PATH", MOVE_MOUNT_T_EMPTY_PATH),
        ("CLONE_PIDFD", CLONE_PIDFD), ("PR_SET_PDEATHSIG", PR_SET_PDEATHSIG), ("WNOHANG", WNOHANG),
        ("LOCK_EX", LOCK_EX), ("LOCK_NB", LOCK_NB), ("CLOSE_RANGE_CLOEXEC", CLOSE_RANGE_CLOEXEC),
        ("SYS_move_mount", SYS_move_mount), ("SYS_fsopen", SYS_fsopen), ("SYS_fsconfig", SYS_fsconfig), ("SYS_fsmount", SYS_fsmount),
        ("SYS_openat2", SYS_openat2), ("SYS_read", SYS_read), ("SYS_write", SYS_write), ("SYS_rt_sigaction", SYS_rt_sigaction),
        ("SYS_rt_sigprocmask", SYS_rt_sigprocmask), ("SYS_ioctl", SYS_ioctl), ("SYS_getpid", SYS_getpid), ("SYS_clone", SYS_clone),
        ("SYS_execve", SYS_execve), ("SYS_wait4", SYS_wait4), ("SYS_kill", SYS_kill), ("SYS_getcwd", SYS_getcwd), ("SYS_chdir", SYS_chdir),
        ("SYS_fchdir", SYS_fchdir), ("SYS_umask", SYS_umask), ("SYS_setpgid", SYS_setpgid), ("SYS_setsid", SYS_setsid),
        ("SYS_rt_sigtimedwait", SYS_rt_sigtimedwait), ("SYS_pivot_root", SYS_pivot_root), ("SYS_prctl", SYS_prctl), ("SYS_mount", SYS_mount),
        ("SYS_umount2", SYS_umount2), ("SYS_sethostname", SYS_sethostname), ("SYS_exit_group", SYS_exit_group), ("SYS_openat", SYS_openat),
        ("sizeof(struct __user_cap_header_struct)", Unsafe.SizeOf<__user_cap_header_struct>()),
        ("sizeof(struct __user_cap_data_struct)", Unsafe.SizeOf<__user_cap_data_struct>()),
        ("_LINUX_CAPABILITY_VERSION_3", _LINUX_CAPABILITY_VERSION_3), ("_LINUX_CAPABILITY_U32S_3", _LINUX_CAPABILITY_U32S_3),
        ("PR_SET_DUMPABLE", PR_SET_DUMPABLE), ("PR_SET_KEEPCAPS", PR_SET_KEEPCAPS), ("PR_CAPBSET_READ", PR_CAPBSET_READ),
        ("PR_CAPBSET_DROP", PR_CAPBSET_DROP), ("PR_SET_NO_NEW_PRIVS", PR_SET_NO_NEW_PRIVS), ("PR_CAP_AMBIENT", PR_CAP_AMBIENT),
        ("PR_CAP_AMBIENT_RAISE", PR_CAP_AMBIENT_RAISE), ("PR_CAP_AMBIENT_CLEAR_ALL", PR_CAP_AMBIENT_CLEAR_ALL),
        ("SECCOMP_SET_MODE_FILTER", SECCOMP_SET_MODE_FILTER), ("SECCOMP_FILTER_FLAG_LOG", SECCOMP_FILTER_FLAG_LOG),
        ("SECCOMP_FILTER_FLAG_SPEC_ALLOW", SECCOMP_FILTER_FLAG_SPEC_ALLOW), ("SECCOMP_RET_KILL_PROCESS", SECCOMP_RET_KILL_PROCESS),
        ("SECCOMP_RET_KILL_THREAD", SECCOMP_RET_KILL_THREAD), ("SECCOMP_RET_TRAP", SECCOMP_RET_TRAP), ("SECCOMP_RET_ERRNO", SECCOMP_RET_ERRNO),
        ("SECCOMP_RET_TRACE", SECCOMP_RET_TRACE), ("SECCOMP_RET_LOG", SECCOMP_RET_LOG), ("SECCOMP_RET_ALLOW", SECCOMP_RET_ALLOW),
        ("SECCOMP_RET_ACTION_FULL", SECCOMP_RET_ACTION_FULL), ("SECCOMP_RET_DATA", SECCOMP_RET_DATA),
        ("sizeof(struct sock_filter)", Unsafe.SizeOf<sock_filter>()), ("sizeof(struct sock_fprog)", Unsafe.SizeOf<sock_fprog>()),
        ("BPF_LD|BPF_W|BPF_ABS", BPF_LD | BPF_W | BPF_ABS), ("BPF_ALU|BPF_AND|BPF_K", BPF_ALU | BPF_AND | BPF_K),
        ("BPF_JMP|BPF_JA", BPF_JMP | BPF_JA), ("BPF_JMP|BPF_JEQ|BPF_K", BPF_JMP | BPF_JEQ | BPF_K), ("BPF_RET|BPF_K", BPF_RET | BPF_K),
        ("BPF_JMP|BPF_JGT|BPF_K", BPF_JMP | BPF_JGT | BPF_K), ("BPF_JMP|BPF_JGE|BPF_K", BPF_JMP | BPF_JGE | BPF_K),
        ("AUDIT_ARCH_X86_64", AUDIT_ARCH_X86_64), ("AUDIT_ARCH_AARCH64", AUDIT_ARCH_AARCH64),
        ("RLIMIT_CPU", RLIMIT_CPU), ("RLIMIT_FSIZE", RLIMIT_FSIZE), ("RLIMIT_DATA", RLIMIT_DATA), ("RLIMIT_STACK", RLIMIT_STACK),
        ("RLIMIT_CORE", RLIMIT_CORE), ("RLIMIT_RSS", RLIMIT_RSS), ("RLIMIT_NPROC", RLIMIT_NPROC), ("RLIMIT_NOFILE", RLIMIT_NOFILE),
        ("RLIMIT_MEMLOCK", RLIMIT_MEMLOCK), ("RLIMIT_AS", RLIMIT_AS), ("RLIMIT_LOCKS", RLIMIT_LOCKS), ("RLIMIT_NICE", RLIMIT_NICE),
        ("RLIMIT_SIGPENDING", RLIMIT_SIGPENDING), ("RLIMIT_MSGQUEUE", RLIMIT_MSGQUEUE), ("RLIMIT_RTPRIO", RLIMIT_RTPRIO),
        ("RLIMIT_RTTIME", RLIMIT_RTTIME), ("RLIM_INFINITY == ~0ULL", RLIM_INFINITY == ulong.MaxValue ? 1 : 0),
        ("SYS_setgroups", SYS_setgroups), ("SYS_setresuid", SYS_setresuid), ("SYS_setresgid", SYS_setresgid), ("SYS_capset", SYS_capset),
        ("SYS_sched_setaffinity", SYS_sched_setaffinity), ("SYS_prlimit64", SYS_prlimit64), ("SYS_seccomp", SYS_seccomp),
        ("sizeof(struct tpacket_auxdata)", Unsafe.SizeOf<tpacket_auxdata>()),
        ("offsetof(struct tpacket_auxdata, tp_snaplen)", Offset<tpacket_auxdata>(nameof(tpacket_auxdata.tp_snaplen))),
        ("offsetof(struct tpacket_auxdata, tp_net)", Offset<tpacket_auxdata>(nameof(tpacket_auxdata.tp_net))),
        ("offsetof(struct tpacket_auxdata, tp_vlan_tci)", Offset<tpacket_auxdata>(nameof(tpacket_auxdata.tp_vlan_tci))),
        ("offsetof(struct tpacket_auxdata, tp_vlan_tpid)", Offset<tpacket_auxdata>(nameof(tpacket_auxdata.tp_vlan_tpid))),
        ("PACKET_AUXDATA", PACKET_AUXDATA), ("PACKET_VNET_HDR", PACKET_VNET_HDR), ("TP_STATUS_VLAN_VALID", TP_STATUS_VLAN_VALID),
        ("ETH_P_ALL", ETH_P_ALL),
        ("sizeof(struct virtio_net_hdr)", Unsafe.SizeOf<virtio_net_hdr>()),
        ("offsetof(struct virtio_net_hdr, gso_type)", Offset<virtio_net_hdr>(nameof(virtio_net_hdr.gso_type))),
        ("offsetof(struct virtio_net_hdr, hdr_len)", Offset<virtio_net_hdr>(nameof(virtio_net_hdr.hdr_len))),
        ("offsetof(struct virtio_net_hdr, gso_size)", Offset<virtio_net_hdr>(nameof(virtio_net_hdr.gso_size))),
        ("offsetof(struct virtio_net_hdr, csum_start)", Offset<virtio_net_hdr>(nameof(virtio_net_hdr.csum_start))),
        ("offsetof(struct virtio_net_hdr, csum_offset)", Offset<virtio_net_hdr>(nameof(virtio_net_hdr.csum_offset))),
        ("VIRTIO_NET_HDR_F_NEEDS_CSUM", VIRTIO_NET_HDR_F_NEEDS_CSUM), ("VIRTIO_NET_HDR_GSO_TCPV4", VIRTIO_NET_HDR_GSO_TCPV4),
        ("VIRTIO_NET_HDR_GSO_TCPV6", VIRTIO_NET_HDR_GSO_TCPV6), ("VIRTIO_NET_HDR_GSO_ECN", VIRTIO_NET_HDR_GSO_ECN),
        ("sizeof(struct tun_pi)", Unsafe.SizeOf<tun_pi>()), ("offsetof(struct tun_pi, proto)", Offset<tun_pi>(nameof(tun_pi.proto))),
        ("sizeof(struct ifreq)", Unsafe.SizeOf<ifreq>()), ("offsetof(struct ifreq, ifr_flags)", Offset<ifreq>(nameof(ifreq.ifr_flags))),
        ("IFF_TAP", IFF_TAP), ("IFF_NAPI", IFF_NAPI), ("IFF_NO_PI", IFF_NO_PI), ("IFF_VNET_HDR", IFF_VNET_HDR),
        ("IFF_MULTI_QUEUE", IFF_MULTI_QUEUE), ("IFF_NOFILTER", IFF_NOFILTER), ("TUN_PKT_STRIP", TUN_PKT_STRIP),
        ("(int)TUNSETIFF", TUNSETIFF), ("(int)TUNGETIFF", TUNGETIFF), ("(int)TUNSETOFFLOAD", TUNSETOFFLOAD),
        ("(int)TUNGETVNETHDRSZ", TUNGETVNETHDRSZ), ("(int)TUNSETVNETHDRSZ", TUNSETVNETHDRSZ), ("(int)TUNGETDEVNETNS", TUNGETDEVNETNS),
        ("(int)TUNATTACHFILTER", TUNATTACHFILTER), ("(int)TUNDETACHFILTER", TUNDETACHFILTER),
        ("TUN_F_CSUM", TUN_F_CSUM), ("TUN_F_TSO4", TUN_F_TSO4), ("TUN_F_TSO6", TUN_F_TSO6), ("TUN_F_TSO_ECN", TUN_F_TSO_ECN),
        ("SYS_mkdirat", SYS_mkdirat), ("SYS_mknodat", SYS_mknodat), ("SYS_symlinkat", SYS_symlinkat), ("SYS_dup3", SYS_dup3),
        ("SYS_open_tree", SYS_open_tree), ("SYS_sendmsg", SYS_sendmsg), ("SYS_fchown", SYS_fchown),
        ("OPEN_TREE_CLONE", OPEN_TREE_CLONE), ("OPEN_TREE_CLOEXEC", OPEN_TREE_CLOEXEC), ("LOCK_SH", LOCK_SH),
    ];

    [SkippableFact]
    public void BindingsAgreeWithTheHeaders()
    {
        string directory = Directory.CreateTempSubdirectory("headers").FullName;
        try
        {
            Skip.IfNot(Compiles([], directory, out string lacking), $"no C compiler or headers: {lacking}");
            Assert.True(Compiles(Facts, directory, out string complaint), complaint);
            Assert.True(Run($"{directory}/facts", "", "", "", out string printed), printed);
            long[] there = [.. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => long.Parse(line, CultureInfo.InvariantCulture))];
            Assert.Equal(Facts.Select((fact, i) => $"{fact.C} = {there[i]}"), Facts.Select(fact => $"{fact.C} = {fact.Here}"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static bool Compiles(IEnumerable<(string C, long Here)> facts, string directory, out string complaint)
    {
        File.WriteAllText($"{directory}/facts.c", Program(facts));
        return Run("cc", "-o", $"{directory}/facts", $"{directory}/facts.c", out complaint);
    }

    // glibc's and the kernel's sys/mount.h and linux/mount.h exclude each other in some releases: only the kernel's is taken.
    private static string Program(IEnumerable<(string C, long Here)> facts) =>
        """
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <sys/file.h>
        #include <sys/ioctl.h>
        #include <sys/prctl.h>
        #include <sys/resource.h>
        #include <sys/syscall.h>
        #include <sys/wait.h>
        #include <linux/audit.h>
        #include <linux/capability.h>
        #include <linux/close_range.h>
        #include <linux/filter.h>
        #include <linux/if.h>
        #include <linux/if_addr.h>
        #include <linux/filter.h>
        #include <linux/if_ether.h>
        #include <linux/if_link.h>
        #include <linux/if_packet.h>
        #include <linux/if_tun.h>
        #include <linux/mount.h>
        #include <linux/netlink.h>
        #include <linux/rtnetlink.h>
        #include <linux/sched.h>
        #include <linux/seccomp.h>
        #include <linux/virtio_net.h>
        int main(void) {
        """
        + string.Concat(facts.Select(fact => $"printf(\"%lld\\n\", (long long)({fact.C}));\n")) + "return 0; }\n";

    private static long Offset<T>(string field)
        where T : struct => System.Runtime.InteropServices.Marshal.OffsetOf<T>(field);

    private static bool Run(string program, string a, string b, string c, out string output)
    {
        try
        {
            var start = new ProcessStartInfo(program, new[] { a, b, c }.Where(argument => argument.Length > 0))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            output = missing.Message;
            return false;
        }
    }
}
