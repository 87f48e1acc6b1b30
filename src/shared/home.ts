/**
 * Where a person's runs and data sets live unless FOCAL_BENCH_HOME or `--home` says otherwise: the platform's place for an
 * application's data.
 * @param platform as in `process.platform`
 * @param userFolder the person's own folder
 */
export function defaultHome(
  platform: string,
  environment: Readonly<Record<string, string | undefined>>,
  userFolder: string,
): string {
  if (platform === 'win32')
    return `${environment['APPDATA'] ?? `${userFolder}\\AppData\\Roaming`}\\Focal Bench`
  if (platform === 'darwin') return `${userFolder}/Library/Application Support/Focal Bench`
  return `${environment['XDG_DATA_HOME'] ?? `${userFolder}/.local/share`}/focal-bench`
}
