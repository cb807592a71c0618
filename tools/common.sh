# shellcheck shell=bash disable=SC2034
# What the commands here share; sourced, never run. It finds the repository and the .NET SDK (which sudo's secure_path
# hides), and runs the compiler as the clone's owner, so that `sudo tools/demo` leaves no files that he cannot remove.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bin=$root/out/bin
programs=(containet containode mocker containetctl)

say() { printf '%s: %s\n' "${0##*/}" "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# The user who called sudo, if any: the SDK may be in his home.
caller_home() {
    [ -n "${SUDO_USER:-}" ] && getent passwd "$SUDO_USER" | cut -d: -f6
}

# Puts the first `dotnet` that has a .NET 10 SDK first on PATH; fails when there is none.
find_dotnet() {
    local home candidate
    home=$(caller_home || true)
    for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT:+$DOTNET_ROOT/dotnet}" \
        /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet /usr/local/share/dotnet/dotnet /usr/local/bin/dotnet \
        "${HOME:-/root}/.dotnet/dotnet" "${home:+$home/.dotnet/dotnet}"; do
        if [ -n "$candidate" ] && [ -x "$candidate" ] && has_sdk "$candidate"; then
            DOTNET_ROOT=$(dirname "$(readlink -f "$candidate")")
            PATH=$DOTNET_ROOT:$PATH
            export DOTNET_ROOT PATH
            return 0
        fi
    done
    return 1
}

# True when the `dotnet` named has a .NET 10 SDK beside it: a look at its folders, since asking it takes 70 ms.
has_sdk() {
    local sdk
    for sdk in "$(dirname "$(readlink -f "$1")")"/sdk/10.0.*; do
        [ -f "$sdk/dotnet.dll" ] && return 0
    done
    return 1
}

need_dotnet() {
    find_dotnet || die "no .NET 10 SDK found on PATH, in DOTNET_ROOT, /usr/share/dotnet, /usr/lib/dotnet or ~/.dotnet;" \
        "it is to be had from https://dotnet.microsoft.com/download/dotnet/10.0"
}

# Runs a command as the clone's owner where sudo made us root, as ourselves otherwise.
as_owner() {
    local owner=root
    [ "$(id -u)" = 0 ] && [ -n "${SUDO_USER:-}" ] && owner=$(stat -c %U "$root")
    if [ "$owner" = root ] || [ "$owner" = UNKNOWN ]; then
        "$@"
    else
        HOME=$(getent passwd "$owner" | cut -d: -f6) USER=$owner LOGNAME=$owner runuser -u "$owner" -- "$@"
    fi
}

# Quiet, in English, and without the compiler servers that would outlive us.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_UI_LANGUAGE=en
export DOTNET_GENERATE_ASPNET_CERTIFICATE=false MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
# The SDK does not start without ICU unless it is told to do without.
if ! compgen -G '/usr/lib*/libicuuc.so.*' >/dev/null && ! compgen -G '/usr/lib/*/libicuuc.so.*' >/dev/null; then
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY=0
fi
